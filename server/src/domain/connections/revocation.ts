// Grants at banks that we do not keep: put away for the job that ends them, with their tokens where only those can.
import type { Row, Transaction } from '#database/schema.ts';
import { audit, auditOwner } from '#domain/audit.ts';
import type { Context } from '#domain/context.ts';
import { enqueue } from '#jobs/enqueue.ts';
import { type InstitutionId, randomText } from '#kernel/id.ts';
import type { Credential, Grant, RevocationReason } from './bank.ts';
import { readCredential, writeCredential } from './sealed_credential.ts';

const ID_LENGTH = 24;

/** Protocol work, so on real time. */
export async function scheduleRevocation(
  context: Context,
  institution: InstitutionId,
  grant: Grant,
  reason: RevocationReason,
): Promise<void> {
  const now = context.clock.now();
  const which =
    'consent' in grant
      ? { consent: grant.consent }
      : { loose_grant: await putAway(context, institution, grant.credential) };
  const owner = auditOwner(context);
  await audit(context, owner, { action: 'token.revoking', institution, detail: { reason, ...which } });
  await enqueue(context.trx, {
    kind: 'consent.revoke',
    payload: { institution, reason, ...which, owner },
    due_at: now,
    test_clock: null,
    // Banks choose the ids of consents, each for itself.
    unique_key: `${institution}:${which.consent ?? which.loose_grant}`,
    created: now,
  });
}

export async function putAway(context: Context, institution: InstitutionId, credential: Credential): Promise<string> {
  const id = randomText(ID_LENGTH, context.random);
  const merchant = context.merchant.id;
  const sealed = context.vault.sealer.seal(writeCredential(credential), placeOf({ id, merchant }));
  await context.trx
    .insertInto('loose_grants')
    .values({ id, merchant, institution, credential: sealed, created: context.clock.now() })
    .execute();
  return id;
}

/** What was put away; null once it has been forgotten. */
export async function looseCredential(
  { trx, vault }: Pick<Context, 'trx' | 'vault'>,
  id: string,
): Promise<Credential | null> {
  const row = await trx.selectFrom('loose_grants').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : readCredential(vault.sealer.open(row.credential, placeOf(row)));
}

export async function forgetLooseGrant(trx: Transaction, id: string): Promise<void> {
  await trx.deleteFrom('loose_grants').where('id', '=', id).execute();
}

function placeOf({ id, merchant }: Pick<Row<'loose_grants'>, 'id' | 'merchant'>) {
  return { tenant: merchant, table: 'loose_grants', column: 'credential', row: id };
}
