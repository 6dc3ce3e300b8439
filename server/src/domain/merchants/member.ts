// A merchant's team: inviting, changing, removing. Somebody stays owner, whatever happens.
import type { Context } from '#domain/context.ts';
import { enqueueMail } from '#domain/mails/mail.ts';
import { type MemberId, newId } from '#kernel/id.ts';
import type { Role } from '#wire/dashboard_objects.ts';
import { type Member, owners } from './member_rows.ts';
import { createSignInLink, INVITATION_DAYS, type LinkDesk, mailedTooOften, signInUrl } from './sign_in.ts';

/** Why a team cannot be changed as asked. */
export type MemberProblem = 'already_member' | 'too_many' | 'last_owner' | 'confirmed_already' | 'too_often';

/** What inviting needs to know of its inviter. */
interface Inviter {
  id: MemberId;
  email: string;
  name: string | null;
}

const MEMBERS_MAX = 200;

export async function inviteMember(
  context: Context,
  { email, role }: { email: string; role: Role },
  inviter: Inviter,
  desk: LinkDesk,
): Promise<Member | MemberProblem> {
  const { trx, merchant, random, clock } = context;
  const team = await trx
    .selectFrom('members')
    .select('email')
    .where('merchant', '=', merchant.id)
    .where('removed_at', 'is', null)
    .limit(MEMBERS_MAX)
    .execute();
  if (team.some((member) => member.email === email)) return 'already_member';
  if (team.length >= MEMBERS_MAX) return 'too_many';
  // Also where he was invited, removed, and is invited again.
  if (await mailedTooOften(context, 'invitation', { email, merchant: merchant.id })) return 'too_often';
  const member = await trx
    .insertInto('members')
    .values({
      id: newId('mbr', random),
      merchant: merchant.id,
      email,
      name: null,
      role,
      invited_by: inviter.id,
      created: clock.now(),
      confirmed_at: null,
      removed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  // Somebody else invited the same person at the same moment.
  if (member === undefined) return 'already_member';
  await sendInvitation(context, member, inviter, desk);
  return member;
}

/** Writes to an invited member again; the former link stays good until its time is over. */
export async function inviteAgain(
  context: Context,
  member: Member,
  inviter: Inviter,
  desk: LinkDesk,
): Promise<MemberProblem | null> {
  if (member.confirmed_at !== null) return 'confirmed_already';
  if (await mailedTooOften(context, 'invitation', member)) return 'too_often';
  await sendInvitation(context, member, inviter, desk);
  return null;
}

async function sendInvitation(context: Context, member: Member, inviter: Inviter, desk: LinkDesk): Promise<void> {
  const { email, merchant } = member;
  const bound = desk.mailbox_only;
  const token = await createSignInLink(context, { kind: 'invitation', email, merchant, bound });
  await enqueueMail(context, {
    type: 'member_invitation',
    recipient: email,
    data: { invited_by: inviter.name ?? inviter.email, role: member.role, days: INVITATION_DAYS },
    secret: signInUrl(desk.public_url, 'invitation', token),
    bound,
    created: context.clock.now(),
  });
}

export interface MemberChanges {
  role?: Role | undefined;
  name?: string | null | undefined;
  digest?: boolean | undefined;
}

/** Writes what is given and nothing else. `member` must be locked. */
export async function updateMember(
  context: Context,
  member: Member,
  changes: MemberChanges,
): Promise<Member | MemberProblem> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (given.length === 0) return member;
  const { role } = changes;
  if (role !== undefined && role !== 'owner' && (await isLastOwner(context, member))) return 'last_owner';
  return await context.trx
    .updateTable('members')
    .set(Object.fromEntries(given))
    .where('id', '=', member.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The row stays, because requests and batches name it; nobody signs in with it any more. `member` must be locked. */
export async function removeMember(context: Context, member: Member): Promise<MemberProblem | null> {
  if (await isLastOwner(context, member)) return 'last_owner';
  await context.trx
    .updateTable('members')
    .set({ removed_at: context.clock.now() })
    .where('id', '=', member.id)
    .execute();
  return null;
}

/** Locks the owners, so that two of them cannot go at once. */
async function isLastOwner(context: Context, member: Member): Promise<boolean> {
  if (member.role !== 'owner' || member.confirmed_at === null) return false;
  const others = await owners(context);
  return others.every((owner) => owner.id === member.id);
}
