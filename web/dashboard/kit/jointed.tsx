// A name of a machine's, such as an event type or an address: where it is too long for its line it breaks at its own joints.
import { Fragment } from 'react';

export function Jointed({ text }: { text: string }) {
  return text.split(/(?<=[./_-])/).map((part, index) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
