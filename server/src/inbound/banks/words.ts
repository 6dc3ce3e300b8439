// What our few pages on the way to a bank and back say, in the customer's languages.

/** The languages that customers read. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

export type NoticeName = 'returned' | 'already_opened' | 'other_browser' | 'unknown' | 'trouble';

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
    trouble: {
      title: 'Please reload this page in a moment',
      text: 'Something went wrong on our side. Reload this page; if that does not help, go back to the page you came from and try again.',
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
    trouble: {
      title: 'Bitte laden Sie diese Seite gleich neu',
      text: 'Bei uns ist etwas schiefgegangen. Laden Sie diese Seite neu. Hilft das nicht, gehen Sie zurück zur vorherigen Seite und versuchen Sie es erneut.',
    },
  },
  fr: {
    returned: {
      title: 'Vous pouvez fermer cette fenêtre',
      text: 'Votre banque a répondu. Revenez à la page d’où vous venez ; la suite s’y trouve.',
    },
    already_opened: {
      title: 'Cette étape a déjà été ouverte',
      text: 'Rien n’a été modifié. Revenez à la page d’où vous venez et ouvrez à nouveau votre banque depuis celle-ci.',
    },
    other_browser: {
      title: 'Veuillez continuer dans votre première fenêtre',
      text: 'Cette étape a été commencée dans un autre navigateur et ne peut pas être terminée ici. Rien n’a été modifié. Revenez à la page d’où vous venez.',
    },
    unknown: {
      title: 'Cette étape n’est plus ouverte',
      text: 'Elle est terminée ou a duré plus de dix minutes. Rien n’a été modifié. Revenez à la page d’où vous venez et réessayez.',
    },
    trouble: {
      title: 'Veuillez recharger cette page dans un instant',
      text: 'Un problème est survenu de notre côté. Rechargez cette page. Si cela ne suffit pas, revenez à la page d’où vous venez et réessayez.',
    },
  },
  es: {
    returned: {
      title: 'Puede cerrar esta ventana',
      text: 'Su banco ha respondido. Vuelva a la página de la que venía; el proceso continúa allí.',
    },
    already_opened: {
      title: 'Este paso ya se abrió',
      text: 'No se ha cambiado nada. Vuelva a la página de la que venía y abra de nuevo su banco desde allí.',
    },
    other_browser: {
      title: 'Continúe en su primera ventana',
      text: 'Este paso se inició en otro navegador y no se puede terminar aquí. No se ha cambiado nada. Vuelva a la página de la que venía.',
    },
    unknown: {
      title: 'Este paso ya no está abierto',
      text: 'Se terminó o duró más de diez minutos. No se ha cambiado nada. Vuelva a la página de la que venía e inténtelo de nuevo.',
    },
    trouble: {
      title: 'Vuelva a cargar esta página en un momento',
      text: 'Ha ocurrido un problema por nuestra parte. Vuelva a cargar esta página. Si no ayuda, vuelva a la página de la que venía e inténtelo de nuevo.',
    },
  },
  it: {
    returned: {
      title: 'Può chiudere questa finestra',
      text: 'La Sua banca ha risposto. Torni alla pagina da cui è venuto; si prosegue da lì.',
    },
    already_opened: {
      title: 'Questo passaggio è già stato aperto',
      text: 'Non è stato modificato nulla. Torni alla pagina precedente e apra di nuovo la Sua banca da lì.',
    },
    other_browser: {
      title: 'Continui nella prima finestra',
      text: 'Questo passaggio è stato iniziato in un altro browser e non può essere concluso qui. Non è stato modificato nulla. Torni alla pagina precedente.',
    },
    unknown: {
      title: 'Questo passaggio non è più aperto',
      text: 'È stato concluso o è durato più di dieci minuti. Non è stato modificato nulla. Torni alla pagina precedente e riprovi.',
    },
    trouble: {
      title: 'Ricarichi questa pagina tra un momento',
      text: 'Si è verificato un problema da parte nostra. Ricarichi questa pagina. Se non basta, torni alla pagina precedente e riprovi.',
    },
  },
  nl: {
    returned: {
      title: 'U kunt dit venster sluiten',
      text: 'Uw bank heeft geantwoord. Ga terug naar de pagina waar u vandaan kwam; daar gaat het verder.',
    },
    already_opened: {
      title: 'Deze stap is al geopend',
      text: 'Er is niets gewijzigd. Ga terug naar de pagina waar u vandaan kwam en open uw bank van daaruit opnieuw.',
    },
    other_browser: {
      title: 'Ga verder in uw eerste venster',
      text: 'Deze stap is in een andere browser begonnen en kan hier niet worden afgerond. Er is niets gewijzigd. Ga terug naar de pagina waar u vandaan kwam.',
    },
    unknown: {
      title: 'Deze stap is niet meer open',
      text: 'Hij is afgerond of duurde langer dan tien minuten. Er is niets gewijzigd. Ga terug naar de pagina waar u vandaan kwam en probeer het opnieuw.',
    },
    trouble: {
      title: 'Laad deze pagina zo meteen opnieuw',
      text: 'Er is bij ons iets misgegaan. Laad deze pagina opnieuw. Helpt dat niet, ga dan terug naar de pagina waar u vandaan kwam en probeer het opnieuw.',
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
  fr: {
    title: (bank) => `Se connecter à ${bank} ?`,
    text: (merchant, bank) =>
      `Vous venez de commencer cette étape sur la page de ${merchant} : une fois connecté à ${bank}, ${merchant} verra ce que vous acceptez d’y partager. Si ce n’est pas vous, fermez cette fenêtre ; il ne se passera rien.`,
    button: (bank) => `Continuer vers ${bank}`,
    leaving: (bank) => `${bank} s’ouvre…`,
  },
  es: {
    title: (bank) => `¿Iniciar sesión en ${bank}?`,
    text: (merchant, bank) =>
      `Acaba de iniciar este paso en la página de ${merchant}: cuando inicie sesión en ${bank}, ${merchant} podrá ver lo que usted acepte compartir allí. Si no lo ha iniciado usted, cierre esta ventana; no ocurrirá nada.`,
    button: (bank) => `Continuar a ${bank}`,
    leaving: (bank) => `Abriendo ${bank}…`,
  },
  it: {
    title: (bank) => `Accedere a ${bank}?`,
    text: (merchant, bank) =>
      `Ha iniziato questo passaggio poco fa sulla pagina di ${merchant}: dopo l’accesso a ${bank}, ${merchant} vedrà ciò che Lei accetta di condividere. Se non è stato Lei, chiuda questa finestra; non succederà nulla.`,
    button: (bank) => `Continua su ${bank}`,
    leaving: (bank) => `Apertura di ${bank}…`,
  },
  nl: {
    title: (bank) => `Inloggen bij ${bank}?`,
    text: (merchant, bank) =>
      `U bent hier zojuist mee begonnen op de pagina van ${merchant}: nadat u bij ${bank} bent ingelogd, ziet ${merchant} wat u daar deelt. Bent u er niet zelf mee begonnen, sluit dan dit venster; er gebeurt niets.`,
    button: (bank) => `Verder naar ${bank}`,
    leaving: (bank) => `${bank} wordt geopend…`,
  },
};

const TAG = /^([a-z]{2,3})(-[a-z0-9]{1,8})*$/i;

/** The first of the wished tags whose language we have; null where there is none. */
export function localeOf(wished: readonly string[]): string | null {
  return wished.find((tag) => LANGUAGES.some((known) => known === TAG.exec(tag)?.[1]?.toLowerCase())) ?? null;
}

/** `locale` is a BCP-47 tag or an Accept-Language header; what we do not have reads English. */
export function languageOf(locale: string | null): Language {
  const tags = (locale ?? '').split(',').map((part) => part.split(';')[0]!.trim());
  const first = localeOf(tags)?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((known) => known === first) ?? 'en';
}
