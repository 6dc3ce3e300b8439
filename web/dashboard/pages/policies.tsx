// Relink policies: customers are asked by itself, within limits, and what that would do is shown first.
import { useState } from 'react';
import type { Policy } from '../../../server/src/wire/dashboard_objects.ts';
import { useCall, useSend } from '../api/queries.ts';
import { policyWords } from '../catalogue/policies.ts';
import { useWords } from '../catalogue/words.ts';
import { Page } from '../kit/page.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { toast } from '../kit/toast.tsx';
import { Await } from '../parts/await.tsx';
import { ConfirmDialog } from '../parts/confirm.tsx';
import { useDraft } from '../parts/draft.ts';
import { DryRun, useDryRun } from '../parts/dry_run.tsx';
import { PolicyFieldset } from '../parts/policy_fields.tsx';
import { fieldsOf, policyOf, problemsOf } from '../parts/policy_values.ts';
import { useOwnerRefusal } from '../parts/refused.ts';
import { SaveBar, UnsavedGuard } from '../parts/unsaved.tsx';
import '../styles/workspace.css';

export default function PoliciesPage() {
  const say = useWords(policyWords);
  const policy = useCall('GET /policy', {});
  return (
    <Page title={say('title')} summary={say('lead')}>
      <Await query={policy}>{(saved) => <Form saved={saved} />}</Await>
    </Page>
  );
}

function Form({ saved }: { saved: Policy }) {
  const say = useWords(policyWords);
  const refused = useOwnerRefusal();
  const draft = useDraft(fieldsOf(saved));
  const problems = problemsOf(draft.values);
  const ready = problems.length === 0;
  // What the policy would do if it were on is the question, also while it is off.
  const run = useDryRun(ready ? { ...policyOf(draft.values), enabled: true } : null);
  const [asking, setAsking] = useState(false);
  const save = useSend('POST /policy', ['GET /policy']);
  const submit = () =>
    save.mutate(
      { body: policyOf(draft.values) },
      {
        onSuccess: ({ enabled }) => {
          setAsking(false);
          draft.discard();
          toast(say(enabled ? 'saved_on' : 'saved_off'));
        },
      },
    );
  const turnsOn = draft.values.enabled && !saved.enabled;
  return (
    <div className="beside">
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!draft.dirty || save.isPending || !ready) return;
          if (turnsOn) setAsking(true);
          else submit();
        }}
      >
        <PolicyFieldset draft={draft} problems={problems} readOnly={refused !== null} />
        <ErrorNotice error={asking ? null : save.error} />
        <SaveBar dirty={draft.dirty} busy={save.isPending} refused={refused} onDiscard={draft.discard} />
        <UnsavedGuard dirty={draft.dirty} />
      </form>
      <DryRun run={run} cap={Number(draft.values.daily_cap)} ready={ready} />
      <ConfirmDialog
        open={asking}
        title={say('confirm_title')}
        lead={<Consequence eligible={run.data?.now.eligible} cap={Number(draft.values.daily_cap)} />}
        confirm={say('confirm')}
        busy={save.isPending}
        error={save.error}
        onConfirm={submit}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}

function Consequence({ eligible, cap }: { eligible: number | undefined; cap: number }) {
  const say = useWords(policyWords);
  return (
    <>
      {eligible === undefined ? null : <p>{say('confirm_lead', { count: eligible })}</p>}
      <p>{say('confirm_cap', { count: cap })}</p>
    </>
  );
}
