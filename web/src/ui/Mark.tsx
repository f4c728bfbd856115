/** The lamp: a window with one lit pane. */
export function Mark({ large }: { large?: boolean }) {
  return (
    <span className={large ? 'mark large' : 'mark'} aria-hidden="true">
      <i /><i /><i /><i />
    </span>
  );
}
