// The team: who is in it with which role, inviting, and removing.
import { useState } from 'react';
import type { MemberRow } from '../../../server/src/wire/dashboard_workspace.ts';
import { useMe } from '../api/me.ts';
import { useCall } from '../api/queries.ts';
import { teamWords } from '../catalogue/team.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { Page } from '../kit/page.tsx';
import { Badge, StatusMark } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Day } from '../kit/time.tsx';
import { Await } from '../parts/await.tsx';
import { Invite } from '../parts/invite.tsx';
import { MemberActions, RoleChoice } from '../parts/member_actions.tsx';
import { useOwnerRefusal } from '../parts/refused.ts';
import '../styles/workspace.css';

export default function TeamPage() {
  const say = useWords(teamWords);
  const refused = useOwnerRefusal();
  const [inviting, setInviting] = useState(false);
  const members = useCall('GET /members', {});
  return (
    <Page
      title={say('title')}
      summary={say('lead')}
      actions={
        <Button kind="primary" icon="plus" refused={refused} onClick={() => setInviting(true)}>
          {say('invite')}
        </Button>
      }
    >
      {refused === null ? null : <p className="soft">{refused}</p>}
      <Await query={members} rows={3}>
        {(rows) => <Members rows={rows} />}
      </Await>
      <Invite open={inviting} onClose={() => setInviting(false)} />
    </Page>
  );
}

function Members({ rows }: { rows: MemberRow[] }) {
  const say = useWords(teamWords);
  const owners = rows.filter(({ role, state }) => role === 'owner' && state === 'confirmed');
  const lastOwner = (member: MemberRow) => owners.length === 1 && owners[0]!.id === member.id;
  return (
    <Table
      label={say('title')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: 'member', name: say('column.member'), cell: (member) => <Name member={member} /> },
        {
          key: 'role',
          name: say('column.role'),
          cell: (member) => <RoleChoice member={member} lastOwner={lastOwner(member)} />,
        },
        {
          key: 'state',
          name: say('column.state'),
          cell: ({ state }) => (
            <StatusMark tone={state === 'confirmed' ? 'good' : 'active'}>{say(`state.${state}`)}</StatusMark>
          ),
        },
        {
          key: 'digest',
          name: say('column.digest'),
          cell: ({ digest, role }) => say(digest && role !== 'viewer' ? 'digest_on' : 'digest_off'),
        },
        { key: 'created', name: say('column.since'), cell: ({ created }) => <Day at={created} /> },
        {
          key: 'actions',
          name: say('actions_column'),
          silent: true,
          cell: (member) => <MemberActions member={member} lastOwner={lastOwner(member)} />,
        },
      ]}
    />
  );
}

function Name({ member }: { member: MemberRow }) {
  const say = useWords(teamWords);
  const me = useMe().member;
  return (
    <span>
      <strong>{member.name ?? member.email}</strong> {member.id === me.id ? <Badge>{say('you')}</Badge> : null}
      {member.name === null ? null : <small className="cell-note">{member.email}</small>}
    </span>
  );
}
