// Asks a customer to relink everything of his that needs it, at once: one e-mail per account, as everywhere.
import { useState } from 'react';
import type { CustomerDetail } from '../../../server/src/wire/dashboard_objects.ts';
import { useMay } from '../api/me.ts';
import { customerWords } from '../catalogue/customers.ts';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { useShortcuts } from '../kit/shortcuts.ts';
import { RequestRelink } from '../relink/request_dialog.tsx';

export function RequestForCustomer({ detail: { customer, accounts } }: { detail: CustomerDetail }) {
  const say = useWords(customerWords);
  const kit = useWords(kitWords);
  const mayAct = useMay('operator');
  const [asking, setAsking] = useState(false);
  const some = accounts.some((account) => account.needs_relink);
  const refused = mayAct ? (some ? null : say('request_none')) : kit('viewer_may_not');
  useShortcuts({
    r: () => {
      if (refused === null) setAsking(true);
    },
  });
  if (accounts.length === 0) return null;
  const filter = { customer: customer.id, needs_relink: 'true' as const };
  return (
    <>
      <Button kind="primary" icon="requests" refused={refused} onClick={() => setAsking(true)}>
        {say('request')}
      </Button>
      {asking ? <RequestRelink selection={{ filter }} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
