// The pane where the customer types in the numbers of his account, and the one that says what comes after it.
import { type FormEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { Icon } from '../../kit/icons.tsx';
import { Button, Notice, Steps } from '../../kit/parts.tsx';
import { digitsOf, type NumbersProblem, numbersProblems, TEST_NUMBERS, type TypedNumbers } from '../account_numbers.ts';
import type { PaneProps } from '../app.tsx';
import type { Pane as PaneData } from '../flow_types.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

const FIELDS = [
  { name: 'routing_number', label: 'manual.routing', max: 9 },
  { name: 'account_number', label: 'manual.account', max: 17 },
  { name: 'confirmation', label: 'manual.confirm', max: 17 },
] as const;
/** Room for the blanks and hyphens between groups of digits. */
const SPACE_FOR_GROUPS = 8;

/** The form. `choice`: a bank could be chosen instead. */
export function ManualEntryPane({ view, state, flow, choice }: PaneProps & { choice: boolean }) {
  const text = useText();
  const merchant = view.merchant.name;
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Partial<Record<keyof TypedNumbers, NumbersProblem>>>({});

  // Whoever comes from the middle of a long list begins at the top.
  useLayoutEffect(() => window.scrollTo(0, 0), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (state.busy || form.current === null) return;
    const typed = readNumbers(form.current);
    const found = numbersProblems(typed);
    setProblems(found);
    const first = FIELDS.find((field) => found[field.name] !== undefined);
    if (first !== undefined) return fieldOf(form.current, first.name).focus();
    const { routing_number, account_number } = typed;
    flow.addAccount({ routing_number, account_number });
  };
  const fillTestAccount = () => {
    setProblems({});
    for (const { name } of FIELDS) fieldOf(form.current!, name).value = TEST_NUMBERS[name];
  };

  return (
    <form ref={form} onSubmit={submit} noValidate autoComplete="off" className="fill">
      <Pane
        title={text.say('manual.title')}
        lead={text.say('manual.lead')}
        actions={
          <>
            <Button type="submit" busy={state.busy}>
              {text.say('manual.submit')}
            </Button>
            {choice ? (
              <Button kind="quiet" busy={state.busy} onClick={() => flow.leaveManually()}>
                {text.say('manual.back')}
              </Button>
            ) : null}
          </>
        }
      >
        {view.intent === null ? null : <Notice icon="clock">{text.say('manual.deposits')}</Notice>}
        <Check />
        <div className="fields">
          {FIELDS.map((field) => (
            <DigitsField key={field.name} {...field} problem={problems[field.name] ?? null} />
          ))}
        </div>
        {view.session.livemode ? null : (
          <button type="button" className="reveal inline" onClick={fillTestAccount}>
            {text.say('manual.test')}
          </button>
        )}
        <Notice>{text.say('manual.not', { merchant })}</Notice>
      </Pane>
    </form>
  );
}

/** Where the two numbers stand on a check: decoration, the labels below say the same. */
function Check() {
  const text = useText();
  return (
    <div className="check" aria-hidden="true">
      <i />
      <i />
      <span>
        <b>{text.say('manual.routing')}</b>110000000
      </span>
      <span>
        <b>{text.say('manual.account')}</b>
        000123456789
      </span>
    </div>
  );
}

function DigitsField(props: (typeof FIELDS)[number] & { problem: NumbersProblem | null }) {
  const { name, label, max, problem } = props;
  const text = useText();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{text.say(label)}</label>
      <input
        id={id}
        name={name}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        maxLength={max + SPACE_FOR_GROUPS}
        required
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-error`}
      />
      {problem === null ? null : (
        <p className="wrong" id={`${id}-error`}>
          {text.say(problem)}
        </p>
      )}
    </div>
  );
}

function fieldOf(form: HTMLFormElement, name: keyof TypedNumbers): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}

function readNumbers(form: HTMLFormElement): TypedNumbers {
  const read = (name: keyof TypedNumbers) => digitsOf(fieldOf(form, name).value);
  return {
    routing_number: read('routing_number'),
    account_number: read('account_number'),
    confirmation: read('confirmation'),
  };
}

/** The account is added; where deposits have to show whose it is, what is left to do. */
export function ManualEntryDonePane(props: PaneProps & { pane: PaneData & { type: 'manual_entry_success' } }) {
  const { view, state, flow, pane } = props;
  const text = useText();
  const merchant = view.merchant.name;
  const lead = pane.verification ? 'manual.done.lead.deposits' : 'manual.done.lead';
  return (
    <Pane
      title={text.say('manual.done.title')}
      lead={text.say(lead, { merchant, last4: pane.last4 })}
      art={
        <div className="art good">
          <Icon name="check" />
        </div>
      }
      actions={
        <>
          {view.intent === null ? null : <p className="small">{text.say('success.agree', { merchant })}</p>}
          <Button busy={state.busy} onClick={() => flow.finish('done')}>
            {text.say('success.done', { merchant })}
          </Button>
        </>
      }
    >
      {pane.verification ? (
        <Steps
          steps={[
            { name: text.say('manual.step.added'), state: 'done', stateName: text.say('progress.state.done') },
            { name: text.say('manual.step.deposit'), state: 'next', stateName: null },
            { name: text.say('manual.step.confirm', { merchant }), state: 'next', stateName: null },
          ]}
        />
      ) : null}
    </Pane>
  );
}
