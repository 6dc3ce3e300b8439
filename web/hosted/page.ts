// The little that the customer's own page does by script: tells that it was opened, keeps a button from acting twice, looks whether the bank answered.
import { pageToken, postFlow } from './page_call.ts';

const LOOK_MS = 2_000;
/** An hour at the bank; after that the customer loads the page himself. */
const LOOKS_MAX = 1_800;

const page = document.body.dataset.page;

/** A page that a browser fetched ahead, or opened in the back, was not seen by anybody. */
function tellOpened(): void {
  if (document.visibilityState !== 'visible') {
    document.addEventListener('visibilitychange', tellOpened, { once: true });
    return;
  }
  fetch(`/relink/${pageToken()}/opened`, { method: 'POST', keepalive: true }).catch(() => {});
}

function actOnce(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.dataset.sent !== undefined) event.preventDefault();
  form.dataset.sent = '';
  form.querySelector('button')?.setAttribute('aria-disabled', 'true');
}

async function lookForAnswer(looks = 0): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  if (document.visibilityState === 'visible') {
    const answer = await postFlow('view').catch(() => null);
    const pane = answer?.ok ? (await answer.json()).pane : null;
    const waits = answer === null || (pane?.type === 'bank' && pane.state === 'open');
    if (!waits) return location.reload();
  }
  if (looks < LOOKS_MAX) await lookForAnswer(looks + 1);
}

if (page === 'ask') tellOpened();
if (page === 'at_bank') lookForAnswer();
document.addEventListener('submit', actOnce);
// A page from the browser's memory may tell of yesterday.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
