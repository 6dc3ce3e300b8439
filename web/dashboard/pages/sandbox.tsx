// The sandbox's tools: its e-mails, what can be made to happen at the bank, and time.
import { useMe } from '../api/me.ts';
import { sandboxWords } from '../catalogue/sandbox.ts';
import { useWords } from '../catalogue/words.ts';
import { Page } from '../kit/page.tsx';
import { EmptyState } from '../kit/states.tsx';
import { BankControls } from '../parts/bank_controls.tsx';
import { SandboxMails } from '../parts/sandbox_mails.tsx';
import { TestClocks } from '../parts/test_clocks.tsx';
import '../styles/workspace.css';

export default function SandboxPage() {
  const say = useWords(sandboxWords);
  const { mode } = useMe();
  if (mode !== 'sandbox') {
    return (
      <Page title={say('title')}>
        <EmptyState icon="sandbox" title={say('live')}>
          <p>{say('live_lead')}</p>
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={say('title')} summary={say('lead')}>
      <BankControls />
      <TestClocks />
      <SandboxMails />
    </Page>
  );
}
