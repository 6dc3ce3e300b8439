// The bar above the page: the sheet's button on a phone, the search, the mode, and who is signed in.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '../api/me.ts';
import { signOut } from '../api/sign_in.ts';
import { shellWords } from '../catalogue/shell.ts';
import { LANGUAGES, type Language, useLocale, useWords } from '../catalogue/words.ts';
import { IconButton } from '../kit/button.tsx';
import { Icon } from '../kit/icon.tsx';
import { Menu } from '../kit/menu.tsx';
import { useShortcuts } from '../kit/shortcuts.ts';
import { useErrorMessage } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { Help } from './help.tsx';
import { Search } from './search.tsx';

const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' };

export function TopBar({ onOpenRail }: { onOpenRail: () => void }) {
  const say = useWords(shellWords);
  const [help, setHelp] = useState(false);
  useShortcuts({ '?': () => setHelp(true) });
  return (
    <header className="top-bar">
      <IconButton icon="menu" label={say('open_navigation')} onClick={onOpenRail} />
      <Search />
      <div className="top-space" />
      <Mode />
      <PersonMenu onHelp={() => setHelp(true)} />
      <Help open={help} onClose={() => setHelp(false)} />
    </header>
  );
}

/** Test data or real customers: on every page, in words and by shape, so that nobody mistakes one for the other. */
function Mode() {
  const say = useWords(shellWords);
  const { mode } = useMe();
  return (
    <p className={`mode ${mode}`} title={say(`${mode}_hint`)}>
      {mode === 'sandbox' ? <Icon name="sandbox" /> : null}
      {say(`mode.${mode}`)}
    </p>
  );
}

function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const say = useWords(shellWords);
  const { language, choose } = useLocale();
  const { member } = useMe();
  const navigate = useNavigate();
  const message = useErrorMessage();
  const leave = () => signOut().catch((error: Error) => toast(message(error), { tone: 'bad' }));
  const name = member.name ?? member.email;
  const role = say(`role.${member.role}`);
  return (
    <Menu
      trigger={
        <button type="button" className="person" aria-label={say('person_menu', { name, role })}>
          <Icon name="person" />
          <span>{name}</span> <small>{role}</small>
          <Icon name="down" />
        </button>
      }
      items={[
        { name: say('my_sign_in'), icon: 'key', onSelect: () => void navigate({ to: '/settings/sign-in' }) },
        'line',
        ...LANGUAGES.map((one) => ({
          name: NAMES[one],
          ...(one === language ? { icon: 'check' as const } : {}),
          onSelect: () => choose(one),
        })),
        'line',
        { name: say('shortcuts'), icon: 'menu', onSelect: onHelp },
        { name: say('sign_out'), icon: 'outside', onSelect: () => void leave() },
      ]}
    />
  );
}
