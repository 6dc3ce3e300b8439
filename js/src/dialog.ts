// The modal dialog that holds the flow's iframe on a merchant's page.

/** An open dialog. */
export interface FlowDialog {
  frame: HTMLIFrameElement;
  /** Shows the flow in place of the words that stand there while it loads. */
  reveal(): void;
  /** Closes the dialog, gives scrolling and focus back. Safe to call twice. */
  close(): void;
}

const CARD_WIDTH = 440;
const CARD_HEIGHT = 768;
const PHONE_WIDTH = 520;
const MARGIN = 16;

/** The only words of the SDK a customer can meet, until the flow brings its own catalogue. */
export interface DialogWords {
  label: string;
  loading: string;
  cancel: string;
}

/**
 * Opens the dialog. `onEscape` runs for Esc and for the back gesture outside the iframe; the dialog stays open then.
 * A native modal dialog, because the browser itself makes the rest of the page inert, keeps Tab inside, stands above
 * every z-index and gives focus back. All style goes through the CSSOM, so that a strict `style-src` does not break it.
 */
export function openDialog(url: string, words: DialogWords, onEscape: () => void): FlowDialog {
  const before = document.activeElement;
  const dialog = document.createElement('dialog');
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-modal', 'true');
  dialog.setAttribute('aria-label', words.label);
  styleDialog(dialog);
  const frame = document.createElement('iframe');
  frame.src = url;
  frame.title = words.label;
  const loading = loadingCard(words, onEscape);
  dialog.append(frame, loading);

  const phone = matchMedia(`(max-width: ${PHONE_WIDTH}px)`);
  const lay = () => {
    styleCard(frame, phone.matches);
    styleCard(loading, phone.matches);
  };
  lay();
  phone.addEventListener('change', lay);

  let open = true;
  const refuse = (event: Event) => {
    event.preventDefault();
    if (open) onEscape();
  };
  dialog.addEventListener('cancel', refuse);
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') refuse(event);
  });
  // Some browsers close on a second Esc without asking; the customer's work must not vanish with it.
  dialog.addEventListener('close', () => {
    if (open && dialog.isConnected) dialog.showModal();
  });

  document.body.append(dialog);
  const unlock = lockScroll();
  dialog.showModal();
  frame.focus();

  return {
    frame,
    reveal() {
      loading.remove();
      frame.focus();
    },
    close() {
      if (!open) return;
      open = false;
      phone.removeEventListener('change', lay);
      dialog.close();
      dialog.remove();
      unlock();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
  };
}

function styleDialog(dialog: HTMLDialogElement): void {
  Object.assign(dialog.style, {
    position: 'fixed',
    inset: '0',
    width: '100%',
    height: '100%',
    maxWidth: 'none',
    maxHeight: 'none',
    margin: '0',
    padding: '0',
    border: '0',
    background: 'rgba(12, 17, 20, 0.55)',
    display: 'grid',
    placeItems: 'center',
    overflow: 'hidden',
  });
}

/** Stands over the frame while it loads: what is happening, and a way out that needs no keyboard. */
function loadingCard(words: DialogWords, onCancel: () => void): HTMLElement {
  const card = document.createElement('div');
  const text = document.createElement('p');
  text.textContent = words.loading;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words.cancel;
  button.addEventListener('click', onCancel);
  card.append(text, button);
  const font = '16px/1.5 system-ui, sans-serif';
  Object.assign(text.style, { margin: '0', font });
  Object.assign(button.style, {
    minHeight: '48px',
    padding: '0 24px',
    border: '1px solid currentColor',
    borderRadius: '14px',
    background: 'none',
    color: 'inherit',
    cursor: 'pointer',
    font,
  });
  Object.assign(card.style, { alignContent: 'center', justifyItems: 'center', gap: '20px' });
  return card;
}

/** The frame and what stands over it while it loads share one cell, hence one size. */
function styleCard(card: HTMLElement, phone: boolean): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  Object.assign(card.style, {
    gridArea: '1 / 1',
    display: 'grid',
    boxSizing: 'border-box',
    border: '0',
    width: phone ? '100%' : `min(${CARD_WIDTH}px, 100vw - ${2 * MARGIN}px)`,
    height: phone ? '100%' : `min(${CARD_HEIGHT}px, 100vh - ${2 * MARGIN}px)`,
    borderRadius: phone ? '0' : '20px',
    boxShadow: phone ? 'none' : '0 24px 64px rgba(0, 0, 0, 0.32)',
    background: dark ? '#15191c' : '#ffffff',
    color: dark ? '#eef2f0' : '#16201d',
    colorScheme: 'light dark',
  });
}

/** Stops the page behind from scrolling, without a jump where the scroll bar was. */
function lockScroll(): () => void {
  const root = document.documentElement;
  const saved = { overflow: root.style.overflow, paddingRight: root.style.paddingRight };
  const bar = window.innerWidth - root.clientWidth;
  root.style.overflow = 'hidden';
  if (bar > 0) root.style.paddingRight = `${bar}px`;
  return () => Object.assign(root.style, saved);
}
