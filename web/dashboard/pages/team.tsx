// The page at its address in the router; shows its heading and waits for its content.
import { Page } from '../kit/page.tsx';
import { Loading } from '../kit/states.tsx';

export default function TeamPage() {
  return (
    <Page title="Team">
      <Loading />
    </Page>
  );
}
