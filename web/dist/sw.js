// Shows the clinic's push messages and opens the visit's page. It keeps nothing: no page, no answer, no message.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, text, url, tag } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body: text, tag, icon: '/mark.svg', data: url }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const url = new URL(event.notification.data, self.location.origin);
  // Only pages of this clinic are ever opened.
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
