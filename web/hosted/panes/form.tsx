// The pane where the customer signs in at a bank that has no page of its own, and answers what the bank asks next.
import { type FormEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { Button, Notice } from '../../kit/parts.tsx';
import type { PaneProps } from '../app.tsx';
import { BankArt } from '../bank_art.tsx';
import type { Pane as PaneData } from '../flow_types.ts';
import { bankName } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';

type FormData = PaneData & { type: 'form' };
type Field = FormData['fields'][number];
type FieldWords = 'username' | 'password' | 'code' | 'answer' | 'options';

/** The sign-in form. Values live in the fields only: this pane is made anew for every attempt. */
export function FormPane({ view, state, flow, pane }: PaneProps & { pane: FormData }) {
  const text = useText();
  const bank = bankName(view);
  const form = useRef<HTMLFormElement>(null);
  const incorrect = useId();
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const kind = kindOf(pane);

  useLayoutEffect(() => {
    if (pane.error !== null) firstField(form.current)?.focus();
  }, [pane.error]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (state.busy || form.current === null) return;
    const values = readValues(form.current, pane.fields);
    const empty = pane.fields.filter((field) => values[field.name] === '').map((field) => field.name);
    setMissing(new Set(empty));
    if (empty[0] === undefined) flow.answer(values);
    else form.current.querySelector<HTMLElement>(`[name="${CSS.escape(empty[0])}"]`)?.focus();
  };

  return (
    <form ref={form} onSubmit={submit} noValidate autoComplete="on" className="fill">
      <Pane
        title={kind === null ? text.say('form.challenge.title') : text.say(`form.${kind}.title`, { bank })}
        lead={kind === null ? undefined : text.say(`form.${kind}.lead`, { bank })}
        art={<BankArt institution={view.institution} />}
        focus={pane.error === null}
        actions={
          <>
            <Button type="submit" busy={state.busy}>
              {text.say(pane.purpose === 'credentials' ? 'form.credentials.submit' : 'form.challenge.submit')}
            </Button>
            <Button kind="quiet" busy={state.busy} onClick={() => flow.leaveBank()}>
              {text.say(view.institution_fixed ? 'bank.waiting.back' : 'bank.another')}
            </Button>
          </>
        }
      >
        {pane.error === null ? null : (
          <Notice icon="alert" tone="bad" alert id={incorrect}>
            {text.say('form.incorrect', { bank })}{' '}
            {text.say('form.attempt', { attempt: pane.attempt, max: pane.max_attempts })}
          </Notice>
        )}
        <div className="fields">
          {pane.fields.map((field) => (
            <FormField
              key={field.name}
              field={field}
              pane={pane}
              bank={bank}
              missing={missing.has(field.name)}
              refusedBy={pane.error === null ? null : incorrect}
            />
          ))}
        </div>
        {view.session.livemode ? null : <p className="small">{text.say(testWords(pane))}</p>}
        <Notice>{text.say('bank.form.password', { bank, merchant: view.merchant.name })}</Notice>
      </Pane>
    </form>
  );
}

/** What is asked for, as the catalogue names it. What we do not know by its kind stands in the bank's words only. */
function kindOf({ purpose, challenge, action = null }: FormData) {
  if (purpose === 'credentials') return 'credentials' as const;
  return challenge === 'action' && action !== null ? (`action.${action}` as const) : challenge;
}

function testWords({ purpose, challenge }: FormData) {
  if (purpose === 'credentials') return 'form.test.credentials' as const;
  return challenge === 'action' ? ('form.test.action' as const) : ('form.test.challenge' as const);
}

interface FieldProps {
  field: Field;
  pane: FormData;
  bank: string;
  missing: boolean;
  refusedBy: string | null;
}

function FormField(props: FieldProps) {
  return props.field.kind === 'options' ? <OptionsField {...props} /> : <TextField {...props} />;
}

function TextField({ field, missing, refusedBy }: FieldProps) {
  const text = useText();
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = field.kind === 'password';
  const words = wordsOf(field);
  const error = missing ? `${id}-error` : null;
  return (
    <div className="field">
      <label htmlFor={id}>{text.say(`field.${words}`)}</label>
      <div className="box">
        <input
          id={id}
          name={field.name}
          type={secret && !shown ? 'password' : 'text'}
          autoComplete={
            words === 'username' ? 'username' : secret ? 'current-password' : words === 'code' ? 'one-time-code' : 'off'
          }
          autoCapitalize="none"
          spellCheck={false}
          maxLength={255}
          required
          aria-invalid={missing || refusedBy !== null}
          aria-describedby={[error, refusedBy].filter(Boolean).join(' ') || undefined}
        />
        {secret ? (
          <button type="button" className="reveal" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {text.say(shown ? 'field.password.hide' : 'field.password.show')}
          </button>
        ) : null}
      </div>
      {error === null ? null : (
        <p className="wrong" id={error}>
          {text.say(`field.${words}.missing`)}
        </p>
      )}
    </div>
  );
}

/** The labels are the bank's own words, and said to be where the customer agrees to them. */
function OptionsField({ field, pane, bank, missing, refusedBy }: FieldProps) {
  const text = useText();
  const agreed = pane.challenge === 'action';
  const id = useId();
  const error = missing ? `${id}-error` : null;
  return (
    <fieldset className="field" aria-describedby={[error, refusedBy].filter(Boolean).join(' ') || undefined}>
      <legend className="unseen">{agreed ? text.say('field.action', { bank }) : text.say('field.options')}</legend>
      {agreed ? <p className="small">{text.say('form.words', { bank })}</p> : null}
      <div className="rows tight">
        {(field.options ?? []).map((option) => (
          <label key={option.id} className="choice">
            <input type="radio" name={field.name} value={option.id} />
            <span className="words">
              <span className="name" lang={pane.language ?? undefined}>
                {agreed ? <q>{option.label}</q> : option.label}
              </span>
            </span>
          </label>
        ))}
      </div>
      {error === null ? null : (
        <p className="wrong" id={error}>
          {text.say(agreed ? 'field.action.missing' : 'field.options.missing')}
        </p>
      )}
    </fieldset>
  );
}

function wordsOf(field: Field): FieldWords {
  if (field.kind === 'options' || field.kind === 'password' || field.kind === 'code') return field.kind;
  return field.name === 'username' ? 'username' : 'answer';
}

function firstField(form: HTMLFormElement | null): HTMLElement | null {
  return form?.querySelector<HTMLElement>('input') ?? null;
}

/** Passwords are sent as typed; blanks around anything else are a slip of the finger. */
function readValues(form: HTMLFormElement, fields: readonly Field[]): Record<string, string> {
  const data = new globalThis.FormData(form);
  const values: Record<string, string> = {};
  for (const field of fields) {
    const value = String(data.get(field.name) ?? '');
    values[field.name] = field.kind === 'password' ? value : value.trim();
  }
  return values;
}
