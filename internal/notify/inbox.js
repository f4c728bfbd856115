// Refreshes the list in place, and only when it has changed, so that selected text stays selected.
const parser = new DOMParser();
async function refresh() {
  try {
    const url = new URL(location.href);
    url.searchParams.set('format', 'html');
    const answer = await fetch(url);
    const next = parser.parseFromString(await answer.text(), 'text/html').getElementById('inbox');
    const inbox = document.getElementById('inbox');
    localTimes(next);
    if (next && next.innerHTML !== inbox.innerHTML) inbox.replaceChildren(...next.childNodes);
  } catch { /* the server is away: keep what is shown, ask again */ }
}
function localTimes(root) {
  for (const time of root.querySelectorAll('time')) time.textContent = new Date(time.dateTime).toLocaleTimeString(document.documentElement.lang);
}
localTimes(document);
setInterval(() => { if (!document.hidden) refresh(); }, 2000);
