// A newer grant of the same person that is in our hands, and not yet a link's: what ended for it has not been lost.
import { sql } from 'kysely';
import type { Row } from '#database/schema.ts';
import type { Context } from '#domain/context.ts';
import { after, DAY_MS } from '#kernel/clock.ts';
import { SETTLE_GRANT } from './give_back.ts';
import { heldBy } from './holder.ts';

/** A bank that does not say by then which grant lives may never say: what the link's own record tells is told. */
const SETTLED_WITHIN_MS = DAY_MS;

/**
 * Whether a grant for this very link is under way: its holder is at the bank or chooses accounts, or a job asks the bank which of
 * two grants lives. Both end in minutes where the bank answers, with the link on the newer grant or with another look. `named`: the
 * consent that the bank says took the place of the link's own; null: it names none, and any newer one may be it.
 */
export async function isUnderWay(
  context: Context,
  link: Row<'authorizations'>,
  named: string | null,
): Promise<boolean> {
  return (await isVisiting(context, link, named)) || (await isBeingSettled(context, link, named));
}

/** A visit that has not come back yet has no consent that could be compared. */
async function isVisiting(
  { trx, clock }: Context,
  link: Row<'authorizations'>,
  named: string | null,
): Promise<boolean> {
  const visit = await trx
    .selectFrom('bank_visits as v')
    .innerJoin('sessions as s', 's.id', 'v.session')
    .select('v.id')
    .where('v.merchant', '=', link.merchant)
    .where('s.livemode', '=', link.livemode)
    .where((is) => is.or([heldBy(link), is('s.relink_authorization', '=', link.id)]))
    .where('v.institution', '=', link.institution)
    .where('v.expires_at', '>', clock.now())
    .where((is) =>
      is.or([
        // Whoever left while he was at the bank may still agree there.
        is.and([is('v.credential', 'is', null), is('v.launched_at', 'is not', null), is('v.secret', 'is not', null)]),
        is.and([
          is('v.credential', 'is not', null),
          is('v.bank_subject', '=', link.bank_subject),
          ...(named === null ? [] : [sql<boolean>`v.consent ->> 'id' = ${named}`]),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return visit !== undefined;
}

async function isBeingSettled(
  { trx, clock }: Context,
  link: Row<'authorizations'>,
  named: string | null,
): Promise<boolean> {
  const job = await trx
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', SETTLE_GRANT)
    .where('created', '>', after(clock.now(), -SETTLED_WITHIN_MS))
    .where(sql<boolean>`(state = 'waiting' or state = 'running') and unique_key is not null`)
    .where(sql<boolean>`payload ->> 'authorization' = ${link.id}`)
    .$if(named !== null, (query) => query.where(sql<boolean>`payload ->> 'consent' = ${named}`))
    .limit(1)
    .executeTakeFirst();
  return job !== undefined;
}
