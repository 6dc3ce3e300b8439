// The fields of a relink policy: whether, when, and within which limits customers are asked.
import { useMemo } from 'react';
import { policyWords } from '../catalogue/policies.ts';
import { useLocale, useWords } from '../catalogue/words.ts';
import { CheckBox, TextField } from '../kit/field.tsx';
import { Section } from '../kit/page.tsx';
import type { Draft } from './draft.ts';
import { Choices, SelectField } from './fields.tsx';
import { DAYS_BEFORE, inOrder, type PolicyFields, type PolicyProblem } from './policy_values.ts';

interface Props {
  draft: Draft<PolicyFields>;
  problems: PolicyProblem[];
  readOnly: boolean;
}

export function PolicyFieldset({ draft, problems, readOnly }: Props) {
  const say = useWords(policyWords);
  const { enabled, when_relinkable, days_before } = draft.values;
  return (
    <>
      <Choices
        legend={say('field.enabled')}
        value={enabled ? 'on' : 'off'}
        disabled={readOnly}
        choices={[
          { value: 'off', name: say('state.off'), note: say('off_note') },
          { value: 'on', name: say('state.on'), note: say('on_note') },
        ]}
        onChange={(value) => draft.set({ enabled: value === 'on' })}
      />
      <Section title={say('when')}>
        <CheckBox
          label={say('field.when_relinkable')}
          checked={when_relinkable}
          disabled={readOnly}
          onChange={(on) => draft.set({ when_relinkable: on })}
        />
        <fieldset className="choices">
          <legend>{say('field.days_before')}</legend>
          {DAYS_BEFORE.map((day) => (
            <CheckBox
              key={day}
              label={say(`days.${day}`)}
              checked={days_before.includes(day)}
              disabled={readOnly}
              onChange={(on) =>
                draft.set({
                  days_before: inOrder(on ? [...days_before, day] : days_before.filter((one) => one !== day)),
                })
              }
            />
          ))}
        </fieldset>
        {problems.includes('nothing_chosen') ? (
          <p className="field-error" role="alert">
            {say('nothing_chosen')}
          </p>
        ) : null}
        <p className="soft">{say('stops')}</p>
      </Section>
      <Limits draft={draft} problems={problems} readOnly={readOnly} />
    </>
  );
}

function Limits({ draft, problems, readOnly }: Props) {
  const say = useWords(policyWords);
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const { daily_cap, time_zone } = draft.values;
  return (
    <Section title={say('limits')}>
      <TextField
        label={say('field.daily_cap')}
        hint={say('field.daily_cap_help')}
        inputMode="numeric"
        value={daily_cap}
        error={problems.includes('daily_cap') ? say('daily_cap.bad') : null}
        readOnly={readOnly}
        onChange={(text) => draft.set({ daily_cap: text })}
      />
      <Quiet draft={draft} readOnly={readOnly} />
      <TextField
        label={say('field.time_zone')}
        hint={say('field.time_zone_help')}
        value={time_zone}
        list="time-zones"
        error={problems.includes('time_zone') ? say('time_zone.bad') : null}
        readOnly={readOnly}
        spellCheck={false}
        onChange={(text) => draft.set({ time_zone: text })}
      />
      <datalist id="time-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </Section>
  );
}

function Quiet({ draft, readOnly }: Omit<Props, 'problems'>) {
  const say = useWords(policyWords);
  const { tag } = useLocale();
  const hours = useMemo(() => hoursOf(tag), [tag]);
  const { quiet_from, quiet_until } = draft.values;
  return (
    <fieldset className="choices">
      <legend>{say('quiet')}</legend>
      <div className="field-row">
        <SelectField
          label={say('field.quiet_from')}
          value={quiet_from}
          options={hours}
          disabled={readOnly}
          onChange={(hour) => draft.set({ quiet_from: hour })}
        />
        <SelectField
          label={say('field.quiet_until')}
          value={quiet_until}
          options={hours}
          disabled={readOnly}
          onChange={(hour) => draft.set({ quiet_until: hour })}
        />
      </div>
      <p className="field-hint">{say('quiet_help')}</p>
    </fieldset>
  );
}

/** The 24 hours as the viewer's locale writes them. */
function hoursOf(tag: string): { value: string; name: string }[] {
  const format = new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  return Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), name: format.format(hour * 3_600_000) }));
}
