// What was done with one link shows in others of the same bank person, and where a bank keeps one grant for him.
import { isDeepStrictEqual } from 'node:util';
import { keptConsent } from './adopt.ts';
import { type Life, type Link, othersOf, viewOf } from './life.ts';
import { type BankView, looked, REPEATED } from './model.ts';
import { lookedNow } from './passing.ts';

/** At a bank that keeps one grant per customer a link may live by one that no session took on. */
export async function regrant(life: Life, link: Link | null): Promise<void> {
  if (link === null || link.status === 'disconnected') return;
  const view = await viewOf(life, link.slug, link.user);
  const consent = await keptConsent(life, link, view);
  if (consent !== link.consent) Object.assign(link, lookedNow(life, { ...link, consent }, view));
  else if (wouldChange(link, view)) link.unnoticed = true;
}

/** What was done in the name of a bank person shows in his other links: at once where the platform looks, else with the next day. */
export async function noticeOthers(life: Life, of: Parameters<typeof othersOf>[1], atOnce: boolean): Promise<void> {
  for (const other of othersOf(life, of)) {
    const view = await viewOf(life, other.slug, other.user);
    if (!wouldChange(other, view)) continue;
    // Only links that work are looked at.
    if (atOnce && other.status === 'active') Object.assign(other, lookedNow(life, other, view));
    else other.unnoticed = true;
  }
}

function wouldChange(link: Link, view: BankView): boolean {
  return !isDeepStrictEqual(looked(link, view, REPEATED), { ...link, unnoticed: false });
}
