// The rail on the left; on a phone a sheet that opens over the page.
import { Dialog } from '@base-ui/react/dialog';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { useMe } from '../api/me.ts';
import { useCall } from '../api/queries.ts';
import { useFormats } from '../catalogue/formats.ts';
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon, type IconName } from '../kit/icon.tsx';
import { MerchantSwitch } from './merchant_switch.tsx';

export function Rail({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useWords(shellWords);
  return (
    <>
      <aside className="rail" aria-label={say('merchant')}>
        <Links />
      </aside>
      <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className="rail sheet" aria-label={say('navigation')}>
            <Dialog.Close className="icon-button sheet-close" aria-label={say('close_navigation')}>
              <Icon name="close" />
            </Dialog.Close>
            <Links onGo={onClose} />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  );
}

type Address =
  | '/accounts'
  | '/relink-requests'
  | '/health'
  | '/customers'
  | '/events'
  | '/webhooks'
  | '/api-keys'
  | '/settings';

function Links({ onGo }: { onGo?: () => void }) {
  const say = useWords(shellWords);
  const formats = useFormats();
  const { mode } = useMe();
  const summary = useCall('GET /accounts/summary', {});
  const waiting = summary.data?.needs_relink;
  const onConnected = useMatchRoute()({ to: '/connected-accounts', fuzzy: true }) !== false;
  const link = (to: Address, icon: IconName, name: string, badge?: string) => (
    <li>
      <Link
        to={to}
        className="rail-link"
        // Connected accounts are reached through the customers.
        {...(onConnected && to === '/customers' && { 'aria-current': 'page' })}
        activeProps={{ 'aria-current': 'page' }}
        onClick={onGo}
      >
        <Icon name={icon} />
        <span>{name}</span>
        {badge === undefined ? null : <span className="rail-badge">{badge}</span>}
      </Link>
    </li>
  );
  return (
    <>
      <MerchantSwitch />
      <nav aria-label={say('navigation')}>
        <p className="rail-group">{say('connections')}</p>
        <ul>
          {link(
            '/accounts',
            'accounts',
            say('accounts'),
            waiting !== undefined && waiting.value > 0 ? formats.count(waiting) : undefined,
          )}
          {link('/relink-requests', 'requests', say('relink_requests'))}
          {link('/health', 'health', say('health'))}
        </ul>
        <ul>{link('/customers', 'customers', say('customers'))}</ul>
        <p className="rail-group">{say('developers')}</p>
        <ul>
          {link('/events', 'events', say('events'))}
          {link('/webhooks', 'webhooks', say('webhooks'))}
          {link('/api-keys', 'key', say('api_keys'))}
        </ul>
        <ul>{link('/settings', 'settings', say('settings'))}</ul>
      </nav>
      {mode === 'sandbox' ? (
        <p className="rail-mode" title={say('sandbox_hint')}>
          <Icon name="sandbox" />
          <span>
            <strong>{say('sandbox_ribbon')}</strong>
            <small>{say('sandbox_hint')}</small>
          </span>
        </p>
      ) : null}
    </>
  );
}
