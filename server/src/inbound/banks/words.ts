// What our few pages on the way to a bank and back say, in English and German.

export type Language = 'en' | 'de';

export type NoticeName = 'returned' | 'already_opened' | 'other_browser' | 'unknown';

interface Notice {
  title: string;
  text: string;
}

export const NOTICES: Record<Language, Record<NoticeName, Notice>> = {
  en: {
    returned: {
      title: 'You can close this window',
      text: 'Your bank has answered. Go back to the page you came from; it goes on there.',
    },
    already_opened: {
      title: 'This step was already opened',
      text: 'Nothing was changed. Go back to the page you came from and open your bank from there again.',
    },
    other_browser: {
      title: 'Please continue in your first window',
      text: 'This step was started in another browser, so it cannot be finished here. Nothing was changed. Go back to the page you came from.',
    },
    unknown: {
      title: 'This step is no longer open',
      text: 'It was finished or took longer than ten minutes. Nothing was changed. Go back to the page you came from and try again.',
    },
  },
  de: {
    returned: {
      title: 'Sie können dieses Fenster schließen',
      text: 'Ihre Bank hat geantwortet. Gehen Sie zurück zur vorherigen Seite; dort geht es weiter.',
    },
    already_opened: {
      title: 'Dieser Schritt wurde bereits geöffnet',
      text: 'Es wurde nichts geändert. Gehen Sie zurück zur vorherigen Seite und öffnen Sie Ihre Bank von dort erneut.',
    },
    other_browser: {
      title: 'Bitte machen Sie in Ihrem ersten Fenster weiter',
      text: 'Dieser Schritt wurde in einem anderen Browser begonnen und kann hier nicht beendet werden. Es wurde nichts geändert. Gehen Sie zurück zur vorherigen Seite.',
    },
    unknown: {
      title: 'Dieser Schritt ist nicht mehr offen',
      text: 'Er wurde abgeschlossen oder hat länger als zehn Minuten gedauert. Es wurde nichts geändert. Gehen Sie zurück zur vorherigen Seite und versuchen Sie es erneut.',
    },
  },
};

/** Words around the step to the bank; names come in as plain text. */
export interface LaunchWords {
  title(bank: string): string;
  text(merchant: string, bank: string): string;
  button(bank: string): string;
  leaving(bank: string): string;
}

export const LAUNCH: Record<Language, LaunchWords> = {
  en: {
    title: (bank) => `Sign in at ${bank}?`,
    text: (merchant, bank) =>
      `You started this on the page of ${merchant} a moment ago: after you sign in at ${bank}, ${merchant} can see what you agree to share there. If you did not start it, close this window; nothing happens.`,
    button: (bank) => `Continue to ${bank}`,
    leaving: (bank) => `${bank} opens …`,
  },
  de: {
    title: (bank) => `Bei ${bank} anmelden?`,
    text: (merchant, bank) =>
      `Sie haben das gerade auf der Seite von ${merchant} begonnen: Nach der Anmeldung bei ${bank} sieht ${merchant}, was Sie dort freigeben. Wenn Sie es nicht begonnen haben, schließen Sie dieses Fenster; dann geschieht nichts.`,
    button: (bank) => `Weiter zu ${bank}`,
    leaving: (bank) => `${bank} wird geöffnet …`,
  },
};

/** `locale` is a BCP-47 tag or an Accept-Language header; anything but German reads English. */
export function languageOf(locale: string | null): Language {
  return locale?.trim().toLowerCase().startsWith('de') ? 'de' : 'en';
}
