// What every form of the settings shares: reading them, the draft over them, saving, and the e-mail beside it.
import type { ReactNode } from 'react';
import type { Settings } from '../../../server/src/wire/dashboard_workspace.ts';
import type { DashboardError } from '../api/client.ts';
import { useCall, useSend } from '../api/queries.ts';
import { formWords } from '../catalogue/forms.ts';
import { settingsWords } from '../catalogue/settings.ts';
import { useWords } from '../catalogue/words.ts';
import { Page } from '../kit/page.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { Await } from './await.tsx';
import { type Draft, useDraft } from './draft.ts';
import { MailSide } from './mail_side.tsx';
import { useOwnerRefusal } from './refused.ts';
import { SaveBar, UnsavedGuard } from './unsaved.tsx';

export type Editable = Omit<Settings, 'logo_url'>;

export interface FormParts {
  draft: Draft<Editable>;
  settings: Settings;
  readOnly: boolean;
  /** What the server said about a field; null where it said nothing. */
  at: (param: keyof Editable) => string | null;
}

interface Props {
  title: string;
  fields: (parts: FormParts) => ReactNode;
  /** What is wrong with a draft before the server sees it, by field. */
  check: (draft: Editable) => Partial<Record<keyof Editable, string>>;
}

export function SettingsForm({ title, fields, check }: Props) {
  const say = useWords(settingsWords);
  const settings = useCall('GET /settings', {});
  return (
    <Page title={title} summary={say('lead')}>
      <Await query={settings}>{(saved) => <Form saved={saved} fields={fields} check={check} />}</Await>
    </Page>
  );
}

function Form({ saved, fields, check }: Omit<Props, 'title'> & { saved: Settings }) {
  const form = useWords(formWords);
  const refused = useOwnerRefusal();
  const { logo_url: _, ...editable } = saved;
  const draft = useDraft<Editable>(editable);
  const save = useSend('POST /settings', ['GET /settings', 'GET /me']);
  const wrong = check(draft.values);
  const at = (param: keyof Editable) => wrong[param] ?? errorAt(save.error, param);
  const sent = withoutEmptyLines(draft.changes);
  const submit = () =>
    save.mutate(
      { body: sent },
      {
        onSuccess: () => {
          draft.discard();
          toast(form('saved'));
        },
      },
    );
  const told = save.error?.param != null && save.error.param.split('[')[0]! in editable;
  return (
    <div className="beside">
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (draft.dirty && !save.isPending && Object.keys(wrong).length === 0) submit();
        }}
      >
        {fields({ draft, settings: saved, readOnly: refused !== null, at })}
        <ErrorNotice error={told ? null : save.error} />
        <SaveBar dirty={draft.dirty} busy={save.isPending} refused={refused} onDiscard={draft.discard} />
        <UnsavedGuard dirty={draft.dirty} />
      </form>
      <MailSide
        changes={sent}
        logo={saved.logo_url}
        language={draft.values.default_locale}
        ready={Object.keys(wrong).length === 0}
      />
    </div>
  );
}

/** An empty line is somebody typing, not an origin. */
function withoutEmptyLines({ allowed_origins, ...others }: Partial<Editable>): Partial<Editable> {
  const lines = allowed_origins?.map((line) => line.trim()).filter((line) => line !== '');
  return lines === undefined ? others : { ...others, allowed_origins: lines };
}

/** The server names an entry of a list as `allowed_origins[0]`. */
function errorAt(error: DashboardError | null, param: string): string | null {
  return error !== null && error.param?.split('[')[0] === param ? error.message : null;
}
