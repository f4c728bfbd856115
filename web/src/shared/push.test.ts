import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { joinPush, leavePush, pushState } from './push';

const keys = { p256dh: 'point', auth: 'secret' };

/** A browser that can take push messages, and has been asked before or not. */
function browser(permission: NotificationPermission, answer: NotificationPermission = permission) {
  let subscription: { endpoint: string; toJSON: () => object; unsubscribe: () => Promise<boolean> } | null = null;
  const pushManager = {
    getSubscription: () => Promise.resolve(subscription),
    subscribe: vi.fn(() => {
      const endpoint = 'https://push.example.net/1';
      subscription = { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: () => Promise.resolve(((subscription = null), true)) };
      return Promise.resolve(subscription);
    }),
  };
  const registration = { pushManager };
  vi.stubGlobal('Notification', { permission, requestPermission: () => Promise.resolve(answer) });
  vi.stubGlobal('PushManager', class {});
  Object.defineProperty(navigator, 'serviceWorker', {
    configurable: true,
    value: { getRegistration: () => Promise.resolve(registration), register: () => Promise.resolve(registration), ready: Promise.resolve(registration) },
  });
  return pushManager;
}

beforeEach(() => vi.unstubAllGlobals());
afterEach(() => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

test('a browser without push says so', async () => {
  expect(await pushState()).toBe('unsupported');
  expect(await leavePush()).toBeNull();
});

test('a browser that was refused says so and is not asked again', async () => {
  browser('denied');
  expect(await pushState()).toBe('denied');
});

test('joining gives what the server needs, leaving takes the browser out', async () => {
  const manager = browser('default', 'granted');
  expect(await pushState()).toBe('off');
  expect(await joinPush('key')).toEqual({ endpoint: 'https://push.example.net/1', ...keys });
  expect(manager.subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: 'key' });
  expect(await pushState()).toBe('on');
  expect(await leavePush()).toBe('https://push.example.net/1');
  expect(await pushState()).toBe('off');
});

test('nothing is subscribed when the person says no', async () => {
  const manager = browser('default', 'denied');
  expect(await joinPush('key')).toBeNull();
  expect(manager.subscribe).not.toHaveBeenCalled();
});
