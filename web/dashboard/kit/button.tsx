// Buttons: one primary per page, quiet ones beside it, and the icon alone with its name for screen readers and the pointer.
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'disabled'> {
  children: ReactNode;
  kind?: Kind;
  icon?: IconName;
  /** Something is under way: pressing does nothing, but the focus stays. */
  busy?: boolean;
  /** Why it cannot be pressed; said to everybody who tries. */
  refused?: string | null;
  small?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: Props) {
  const { children, kind = 'plain', icon, busy = false, refused = null, small = false, onClick, ...rest } = props;
  const still = busy || refused !== null;
  return (
    <button
      type="button"
      {...rest}
      className={`button ${kind}${small ? ' small' : ''}`}
      aria-disabled={still || undefined}
      aria-busy={busy || undefined}
      title={refused ?? rest.title}
      onClick={(event) => {
        if (still) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

interface IconProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'children'> {
  icon: IconName;
  label: string;
}

export function IconButton({ icon, label, ...rest }: IconProps) {
  return (
    <button type="button" {...rest} className="icon-button" aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}
