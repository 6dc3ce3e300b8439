// A choice of one from a short list.
import { Select as Base } from '@base-ui/react/select';
import { Icon } from './icon.tsx';
import { overlayRoot } from './overlay.ts';

interface Props<Value extends string> {
  /** Says what is chosen here. */
  label: string;
  value: Value;
  options: { value: Value; name: string }[];
  onChange: (value: Value) => void;
  id?: string;
  disabled?: boolean;
}

export function Select<Value extends string>({ label, value, options, onChange, id, disabled }: Props<Value>) {
  return (
    <Base.Root
      items={options.map((option) => ({ value: option.value, label: option.name }))}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next as Value);
      }}
      disabled={disabled}
    >
      <Base.Trigger className="select" aria-label={label} id={id}>
        <Base.Value />
        <Icon name="down" />
      </Base.Trigger>
      <Base.Portal container={overlayRoot}>
        <Base.Positioner className="floating" sideOffset={4} alignItemWithTrigger={false} align="start">
          <Base.Popup className="menu">
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className="item">
                  <span className="tick">
                    <Base.ItemIndicator render={<span />}>
                      <Icon name="check" />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{option.name}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
