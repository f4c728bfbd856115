// Push messages of this browser. Whether it takes them is the browser's to say.

export type PushState = 'unsupported' | 'denied' | 'off' | 'on';

export type Browser = { endpoint: string; p256dh: string; auth: string };

const supported = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export async function pushState(): Promise<PushState> {
  if (!supported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return (await current()) ? 'on' : 'off';
}

/** Asks the person, then the browser; null when either says no. */
export async function joinPush(key: string): Promise<Browser | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  await navigator.serviceWorker.register('/sw.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  return endpoint && keys?.['p256dh'] && keys['auth'] ? { endpoint, p256dh: keys['p256dh'], auth: keys['auth'] } : null;
}

/** Takes this browser out; the endpoint that was, or null. */
export async function leavePush(): Promise<string | null> {
  if (!supported()) return null;
  const subscription = await current();
  await subscription?.unsubscribe();
  return subscription?.endpoint ?? null;
}
