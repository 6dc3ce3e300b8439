// Calls about the merchant's team.
import { z } from 'zod';
import { inviteAgain, inviteMember, type MemberProblem, removeMember, updateMember } from '#domain/merchants/member.ts';
import { lockMember, type Member, team } from '#domain/merchants/member_rows.ts';
import { type ApiError, invalidRequest, noSuch } from '#inbound/http/errors.ts';
import { enumeration, text } from '#inbound/http/params.ts';
import { unixSeconds } from '#kernel/clock.ts';
import type { MemberRow } from '#wire/dashboard_workspace.ts';
import { call, type DashboardContext, mayCall } from '../call.ts';
import { email, flag } from '../reading.ts';

const NAME_MAX = 100;
const role = enumeration(['owner', 'operator', 'viewer']);

export const listMembers = call('GET /members', {
  role: 'viewer',
  run: async (context) => (await team(context)).map(present),
});

export const invite = call('POST /members', {
  role: 'owner',
  body: z.object({ email: email(), role }),
  run: async (context, { body }) => told(await inviteMember(context, body, context.member, context)),
});

/** Everybody may change his own name and digest; roles and others are the owners' business. */
export const changeMember = call('POST /members/:id', {
  role: 'viewer',
  body: z.object({ role: role.optional(), name: text({ max: NAME_MAX }).optional(), digest: flag().optional() }),
  run: async (context, { path, body }) => {
    const member = await requireMember(context, path.id);
    const own = member.id === context.member.id && body.role === undefined;
    if (!own && !mayCall(context.member.role, 'owner')) {
      throw invalidRequest(`This takes the role owner; yours is ${context.member.role}.`, { status: 403 });
    }
    return told(await updateMember(context, member, body));
  },
});

export const resendInvitation = call('POST /members/:id/resend', {
  role: 'owner',
  run: async (context, { path }) => {
    const member = await requireMember(context, path.id);
    return told((await inviteAgain(context, member, context.member, context)) ?? member);
  },
});

export const remove = call('DELETE /members/:id', {
  role: 'owner',
  run: async (context, { path }): Promise<{ deleted: true }> => {
    const member = await requireMember(context, path.id);
    const problem = await removeMember(context, member);
    if (problem !== null) throw memberError(problem);
    return { deleted: true };
  },
});

async function requireMember(context: DashboardContext, id: string): Promise<Member> {
  const member = await lockMember(context, id);
  if (member === null) throw noSuch('member', id, null);
  return member;
}

function told(member: Member | MemberProblem): MemberRow {
  if (typeof member === 'string') throw memberError(member);
  return present(member);
}

function present(member: Member): MemberRow {
  return {
    id: member.id,
    email: member.email,
    name: member.name,
    role: member.role,
    state: member.confirmed_at === null ? 'invited' : 'confirmed',
    digest: member.digest,
    created: unixSeconds(member.created),
  };
}

function memberError(problem: MemberProblem): ApiError {
  switch (problem) {
    case 'already_member':
      return invalidRequest('This person is a member or invited already.', { param: 'email' });
    case 'too_many':
      return invalidRequest('A team has at most 200 members.', { param: 'email' });
    case 'last_owner':
      return invalidRequest('Somebody has to stay owner. Make another member owner first.', { param: 'role' });
    case 'too_often':
      return invalidRequest('This address was invited five times within a day. Please wait a day.', { status: 429 });
    case 'confirmed_already':
      return invalidRequest('This member has accepted the invitation already.');
  }
}
