// Words for banks that are in trouble; what owners can mend is said to them.
import { words } from './words.ts';

export const bankTroubleWords = words(
  {
    label: 'Banks in trouble',
    outage: '{bank} has had trouble since {since}. Accounts stay as they are; checks go on when it is back.',
    maintenance: '{bank} has been under maintenance since {since}. Accounts stay as they are.',
    maintenance_until: '{bank} is under maintenance until {until}. Accounts stay as they are.',
    recipient_suspended: '{bank} has suspended this installation since {since}. Whoever runs it has to ask the bank.',
    client_rejected:
      '{bank} has refused this installation’s credentials since {since}. Whoever runs it has to renew them; no account changes by it.',
    certificate_expiring:
      'The certificate for {bank} runs out on {until}. Whoever runs this installation has to renew it.',
  },
  {
    label: 'Banken mit Störungen',
    outage:
      '{bank} ist seit {since} gestört. Konten bleiben, wie sie sind; geprüft wird weiter, sobald die Bank zurück ist.',
    maintenance: '{bank} ist seit {since} in Wartung. Konten bleiben, wie sie sind.',
    maintenance_until: '{bank} ist bis {until} in Wartung. Konten bleiben, wie sie sind.',
    recipient_suspended: '{bank} hat diese Installation seit {since} gesperrt. Wer sie betreibt, muss die Bank fragen.',
    client_rejected:
      '{bank} weist seit {since} die Zugangsdaten dieser Installation ab. Wer sie betreibt, muss sie erneuern; kein Konto ändert sich dadurch.',
    certificate_expiring:
      'Das Zertifikat für {bank} läuft am {until} ab. Wer diese Installation betreibt, muss es erneuern.',
  },
);
