// The last view: what was repaired and came back with it, what else needs a repair, and the way back to the merchant.
import type { NextAccount } from '../../../server/src/wire/hosted_page.ts';
import { Icon } from '../../kit/icons.tsx';
import { AccountRow } from '../account_row.tsx';
import type { Text } from '../catalogue/catalogue.ts';
import { type PageText, usePageText } from '../catalogue/page_text.ts';
import type { Pane as PaneData } from '../flow_types.ts';
import { Rows } from '../panes/success.tsx';
import { accountInWords, bankName, isRenewal } from '../sentences.ts';
import { Pane } from '../shell.tsx';
import { useText } from '../text.ts';
import { Frame, type PageProps, PostForm, WayOut } from './frame.tsx';

/** Shown only in the browser that made it. */
export function SuccessPage(props: PageProps & { pane: PaneData & { type: 'success' }; next: NextAccount[] }) {
  const { page, view, pane, next } = props;
  const text = useText();
  const words = usePageText();
  const renewed = isRenewal(view);
  const opening = repairOf(view.opening);
  return (
    <Frame view={view} step={3}>
      <Pane
        title={
          renewed
            ? words.say('renewal.done.title', { bank: bankName(view) })
            : text.say(`success.${opening}.title`, { bank: bankName(view) })
        }
        lead={doneLead(props, text, words)}
        art={
          <div className="art good">
            <Icon name="check" />
          </div>
        }
        actions={<WayOut page={page} primary={next.length === 0} />}
      >
        <Rows accounts={pane.accounts} view={view} tag={text.say(`success.tag.${renewed ? 'new_number' : opening}`)} />
        {pane.others_reactivated.length === 0 ? null : (
          <section className="group">
            <h2>{text.say('success.others', { count: pane.others_reactivated.length })}</h2>
            <Rows accounts={pane.others_reactivated} view={view} tag={text.say('success.tag.repair')} />
          </section>
        )}
        {next.length === 0 ? null : <Next page={page} view={view} next={next} />}
      </Pane>
    </Frame>
  );
}

/** Where other accounts wait below, it does not say that nothing is left to do. */
function doneLead(
  { view, next }: { view: PageProps['view']; next: NextAccount[] },
  text: Text,
  words: PageText,
): string {
  const merchant = view.merchant.name;
  const opening = repairOf(view.opening);
  const more = next.length > 0;
  if (isRenewal(view)) {
    return words.say(more ? 'renewal.done.lead.next' : 'renewal.done.lead', { merchant });
  }
  if (more && opening !== 'changed_data') return words.say(`success.${opening}.lead.next`, { merchant });
  return text.say(`success.${opening}.lead`, { merchant });
}

function Next({ page, view, next }: PageProps & { next: NextAccount[] }) {
  const text = useText();
  const words = usePageText();
  return (
    <section className="group">
      <h2>{words.say('success.next', { count: next.length })}</h2>
      <p className="small">{words.say('success.next.lead', { merchant: view.merchant.name })}</p>
      <ul className="rows">
        {next.map(({ id, label, institution }) => (
          <li key={id} className="group tight">
            <AccountRow account={label} institution={institution} />
            <PostForm
              page={page}
              to="/next"
              fields={{ account: id }}
              button={words.say('success.next.button', { account: accountInWords(text, label) })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where several accounts were chosen the flow counts them; here it is always the one. */
function repairOf(opening: PageProps['view']['opening']): 'repair' | 'new_number' | 'changed_data' {
  return opening === 'link' ? 'repair' : opening;
}
