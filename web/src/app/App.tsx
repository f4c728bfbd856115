import { ApolloProvider } from '@apollo/client/react';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { client, onSignedOut } from '../shared/apollo';
import { pageFits } from '../shared/reload';
import { beginSession, keepClock, readSession } from '../shared/session';
import { Announcer } from '../ui/announce';
import { cssVariablesResolver, theme } from '../ui/theme';
import { router } from './router';

const schemes = localStorageColorSchemeManager({ key: 'televisit.scheme' });

onSignedOut(() => {
  if (!readSession()?.viewer) return;
  const staff = readSession()?.viewer?.role !== 'PATIENT';
  const back = router.state.location.href;
  void beginSession().then(() => router.navigate({ to: staff ? '/staff' : '/sign-in', search: { back }, replace: true }));
});
keepClock();

// A page that has changed says so: its heading takes the focus, so that a screen reader begins there.
let shown = router.state.location.pathname;
router.subscribe('onRendered', ({ toLocation }) => {
  if (toLocation.pathname === shown) return;
  shown = toLocation.pathname;
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  if (!heading || document.activeElement?.closest('main')) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});

export function App() {
  useEffect(pageFits, []);
  return (
    <MantineProvider theme={theme} deduplicateCssVariables={false} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" colorSchemeManager={schemes}>
      <ApolloProvider client={client}>
        <RouterProvider router={router} />
        <Announcer />
      </ApolloProvider>
    </MantineProvider>
  );
}
