// Chips that narrow a list: one that opens a choice, one that is on or off.
import { Menu as Base } from '@base-ui/react/menu';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from './icon.tsx';
import { overlayRoot } from './overlay.ts';

interface ChoiceProps {
  name: string;
  /** What is chosen; undefined: everything. */
  value: string | undefined;
  options: { value: string; name: string }[];
  onChange: (value: string | undefined) => void;
}

/** “Status” until something is chosen, then “Status: Inactive”. */
export function FilterChoice({ name, value, options, onChange }: ChoiceProps) {
  const say = useWords(kitWords);
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root>
      <Base.Trigger className="chip" data-on={value !== undefined || undefined}>
        <span>{value === undefined ? name : `${name}: ${chosen?.name ?? value}`}</span>
        <Icon name="down" />
      </Base.Trigger>
      <Base.Portal container={overlayRoot}>
        <Base.Positioner className="floating" sideOffset={4} align="start">
          <Base.Popup className="menu">
            <Base.RadioGroup
              value={value ?? ''}
              onValueChange={(next: string) => onChange(next === '' ? undefined : next)}
            >
              {[{ value: '', name: say('all') }, ...options].map((option) => (
                <Base.RadioItem key={option.value} value={option.value} className="item" closeOnClick>
                  <span className="tick">
                    <Base.RadioItemIndicator render={<span />}>
                      <Icon name="check" />
                    </Base.RadioItemIndicator>
                  </span>
                  <span>{option.name}</span>
                </Base.RadioItem>
              ))}
            </Base.RadioGroup>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** On or off. */
export function FilterSwitch(props: { name: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" className="chip" aria-pressed={props.on} onClick={() => props.onChange(!props.on)}>
      {props.on ? <Icon name="check" /> : null}
      <span>{props.name}</span>
    </button>
  );
}
