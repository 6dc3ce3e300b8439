// The business that is shown, and the choice of another for people with several.
import { chooseMerchant } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { shellWords } from '../catalogue/shell.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from '../kit/icon.tsx';
import { Menu } from '../kit/menu.tsx';

export function MerchantSwitch() {
  const say = useWords(shellWords);
  const { merchant, merchants } = useMe();
  const label = (
    <>
      <span
        className="merchant-mark"
        aria-hidden="true"
        // Drawn by the style sheet: a letter in the text would be read as part of the name.
        data-initial={merchant.logo_url === null ? initialOf(merchant.name) : undefined}
      >
        {merchant.logo_url === null ? null : <img src={merchant.logo_url} alt="" />}
      </span>
      <span className="merchant-name">{merchant.name}</span>
    </>
  );
  if (merchants.length < 2) return <div className="merchant">{label}</div>;
  const choose = (id: string) => {
    chooseMerchant(id);
    // Everything on the page belongs to the former business: begin anew.
    location.assign('/dashboard/accounts');
  };
  return (
    <Menu
      items={merchants.map((one) => ({
        name: one.name,
        icon: one.id === merchant.id ? 'check' : 'accounts',
        onSelect: () => choose(one.id),
      }))}
      trigger={
        <button type="button" className="merchant" aria-label={say('switch_merchant', { name: merchant.name })}>
          {label}
          <Icon name="down" />
        </button>
      }
    />
  );
}

function initialOf(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? '?';
}
