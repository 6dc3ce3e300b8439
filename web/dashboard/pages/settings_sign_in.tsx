// What belongs to the person and not to the business: name, digest, sign-ins, passkeys.
import { useMe } from '../api/me.ts';
import { useCall, useSend } from '../api/queries.ts';
import { formWords } from '../catalogue/forms.ts';
import { teamWords } from '../catalogue/team.ts';
import { useWords } from '../catalogue/words.ts';
import { CheckBox, TextField } from '../kit/field.tsx';
import { Page } from '../kit/page.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { Await } from '../parts/await.tsx';
import { useDraft } from '../parts/draft.ts';
import { Passkeys } from '../parts/passkeys.tsx';
import { SignIns } from '../parts/sign_ins.tsx';
import { SaveBar, UnsavedGuard } from '../parts/unsaved.tsx';
import '../styles/workspace.css';

export default function SettingsSignInPage() {
  const say = useWords(teamWords);
  const { member } = useMe();
  const members = useCall('GET /members', {});
  return (
    <Page title={say('you_title')} summary={say('you_lead')}>
      <Await query={members} rows={2}>
        {(rows) => {
          const mine = rows.find(({ id }) => id === member.id);
          return mine === undefined ? null : <Own name={mine.name ?? ''} digest={mine.digest} />;
        }}
      </Await>
      <SignIns />
      <Passkeys />
    </Page>
  );
}

function Own(saved: { name: string; digest: boolean }) {
  const say = useWords(teamWords);
  const form = useWords(formWords);
  const { member } = useMe();
  const draft = useDraft(saved);
  const save = useSend('POST /members/:id', ['GET /members', 'GET /me']);
  const submit = () =>
    save.mutate(
      { path: { id: member.id }, body: draft.changes },
      {
        onSuccess: () => {
          draft.discard();
          toast(form('saved'));
        },
      },
    );
  return (
    <form
      className="form narrow"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.dirty && !save.isPending) submit();
      }}
    >
      <p className="soft">
        {member.email} · {say('your_role')}: {say(`role.${member.role}`)}
      </p>
      <TextField
        label={say('field.name')}
        hint={say('field.name_help')}
        value={draft.values.name}
        autoComplete="name"
        maxLength={100}
        onChange={(name) => draft.set({ name })}
      />
      {member.role === 'viewer' ? null : (
        <div className="field">
          <CheckBox
            label={say('field.digest')}
            checked={draft.values.digest}
            onChange={(digest) => draft.set({ digest })}
          />
          <p className="field-hint">{say('digest_help')}</p>
        </div>
      )}
      <ErrorNotice error={save.error} />
      <SaveBar dirty={draft.dirty} busy={save.isPending} onDiscard={draft.discard} />
      <UnsavedGuard dirty={draft.dirty} />
    </form>
  );
}
