// The frame of the settings: its parts as tabs, and the part that is open.
import { Link, Outlet } from '@tanstack/react-router';
import { useMe } from '../api/me.ts';
import { settingsWords } from '../catalogue/settings.ts';
import { useWords } from '../catalogue/words.ts';
import '../styles/workspace.css';

export default function SettingsPage() {
  const say = useWords(settingsWords);
  const sandbox = useMe().mode === 'sandbox';
  const tabs = [
    ['/settings/general', say('tab.general')],
    ['/settings/branding', say('tab.branding')],
    ['/settings/policies', say('tab.policies')],
    ['/settings/team', say('tab.team')],
    ['/settings/sign-in', say('tab.you')],
    ...(sandbox ? [['/settings/sandbox', say('tab.sandbox')] as const] : []),
  ] as const;
  return (
    <div className="settings">
      <nav className="tabs" aria-label={say('tabs')}>
        {tabs.map(([to, name]) => (
          <Link key={to} to={to} className="tab" activeProps={{ 'aria-current': 'page' }}>
            {name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  );
}
