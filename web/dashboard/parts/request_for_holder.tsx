// Asks a customer or a connected account to relink everything that needs it, at once: one e-mail per account, as everywhere.
import { useState } from 'react';
import type { AccountFilter } from '../../../server/src/wire/dashboard.ts';
import type { AccountRow } from '../../../server/src/wire/dashboard_objects.ts';
import { useMay } from '../api/me.ts';
import { customerWords } from '../catalogue/customers.ts';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { useShortcuts } from '../kit/shortcuts.ts';
import { RequestRelink } from '../relink/request_dialog.tsx';

/** `filter`: which accounts of the list are the holder's. */
export function RequestForHolder({ accounts, filter }: { accounts: AccountRow[]; filter: AccountFilter }) {
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
  return (
    <>
      <Button kind="primary" icon="requests" refused={refused} onClick={() => setAsking(true)}>
        {say('request')}
      </Button>
      {asking ? (
        <RequestRelink selection={{ filter: { ...filter, needs_relink: 'true' } }} onClose={() => setAsking(false)} />
      ) : null}
    </>
  );
}
