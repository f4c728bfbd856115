const mark = 'televisit.reloaded';

/** Loads the page anew, once: it was opened before a new release and does not fit it any more. */
export function reloadOnce() {
  if (sessionStorage.getItem(mark)) return;
  sessionStorage.setItem(mark, '1');
  location.reload();
}

/** The page works: it may be loaded anew after the next release. */
export function pageFits() {
  sessionStorage.removeItem(mark);
}
