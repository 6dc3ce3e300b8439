// A menu of actions behind a button, usually ⋯.
import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon, type IconName } from './icon.tsx';
import { overlayRoot } from './overlay.ts';

export interface MenuItem {
  name: string;
  icon?: IconName;
  /** Why it cannot be chosen; stands below its name. */
  refused?: string | null;
  danger?: boolean;
  onSelect: () => void;
}

/** `label` names the button for screen readers; `trigger` replaces the ⋯ button. */
export function Menu(props: { label?: string; items: (MenuItem | 'line')[]; trigger?: ReactElement }) {
  const say = useWords(kitWords);
  const { items, trigger } = props;
  const label = props.label ?? say('more_actions');
  // Where one entry has an icon, the others leave room for one.
  const aligned = items.some((item) => item !== 'line' && item.icon !== undefined);
  return (
    <Base.Root>
      {trigger === undefined ? (
        <Base.Trigger className="icon-button" aria-label={label} title={say('more_actions')}>
          <Icon name="more" />
        </Base.Trigger>
      ) : (
        <Base.Trigger render={trigger} />
      )}
      <Base.Portal container={overlayRoot}>
        <Base.Positioner className="floating" sideOffset={4} align="end">
          <Base.Popup className="menu">
            {items.map((item, index) =>
              item === 'line' ? (
                <Base.Separator key={index} className="line" />
              ) : (
                <Item key={item.name} item={item} aligned={aligned} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({ item, aligned }: { item: MenuItem; aligned: boolean }): ReactNode {
  const refused = item.refused ?? null;
  return (
    <Base.Item
      className={`item${item.danger ? ' danger' : ''}`}
      disabled={refused !== null}
      onClick={item.onSelect}
      label={item.name}
    >
      {item.icon === undefined ? aligned && <span className="tick" /> : <Icon name={item.icon} />}
      <span>
        {item.name}
        {refused === null ? null : <small>{refused}</small>}
      </span>
    </Base.Item>
  );
}
