// Fields beyond the plain one: several lines, a choice from a list, one of a few with their consequences.
import { type ReactNode, useId } from 'react';
import { Field } from '../kit/field.tsx';
import { Select } from '../kit/select.tsx';

interface Common {
  label: string;
  hint?: ReactNode;
  error?: string | null;
}

export function TextArea(
  props: Common & {
    value: string;
    rows?: number;
    readOnly?: boolean;
    placeholder?: string;
    onChange: (value: string) => void;
  },
) {
  const { label, hint, error, value, rows = 4, onChange, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <textarea
          {...rest}
          id={id}
          className="input"
          rows={rows}
          value={value}
          spellCheck={false}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function SelectField<Value extends string>(
  props: Common & {
    value: Value;
    options: { value: Value; name: string }[];
    disabled?: boolean;
    onChange: (value: Value) => void;
  },
) {
  const { label, hint, error, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id }) => <Select label={label} id={id} {...rest} />}
    </Field>
  );
}

export interface Choice<Value extends string> {
  value: Value;
  name: string;
  note?: ReactNode;
}

/** One of a few, each with what it means. */
export function Choices<Value extends string>(props: {
  legend: string;
  value: Value;
  choices: Choice<Value>[];
  disabled?: boolean;
  /** The same for two groups of which one thing is chosen. */
  name?: string;
  onChange: (value: Value) => void;
}) {
  const { legend, value, choices, disabled, onChange } = props;
  const own = useId();
  const name = props.name ?? own;
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={disabled}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.name}
            {choice.note === undefined ? null : <small>{choice.note}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
