import { substitute } from '../../src/sources/tool-variables';
import { request } from './tool-repository';

const ASKED = request('helm', '/repository', { path: 'charts/echo' });

test.each([
  ['$ARGOCD_APP_NAME', 'web'],
  ['$ARGOCD_APP_NAMES', ''],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Argo CD that replaces it
  ['a${ARGOCD_APP_NAME}b', 'awebb'],
  ['$ARGOCD_APP_NAMESPACE.$ARGOCD_APP_PROJECT_NAME', 'shop.shop'],
  ['$ARGOCD_APP_SOURCE_REPO_URL', 'https://git.example.com/shop'],
  ['$ARGOCD_APP_SOURCE_PATH@$ARGOCD_APP_SOURCE_TARGET_REVISION', 'charts/echo@main'],
  ['$$ARGOCD_APP_NAME', '$ARGOCD_APP_NAME'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Argo CD that replaces it
  ['$1x$*y${}z', 'xyz'],
  ['100$ or $.', '100$ or $.'],
  ['${ARGOCD_APP_NAME', 'ARGOCD_APP_NAME'],
  ['$constructor', ''],
])('%s becomes %p', (written, text) => {
  expect(substitute(written, ASKED)).toEqual({ text });
});

test('the name of an Application outside of the namespace argocd is not known, as it may hold both', () => {
  const application = { ...ASKED.application, namespace: 'team' };
  expect(substitute('$ARGOCD_APP_NAME', { ...ASKED, application })).toEqual({ notKnown: 'ARGOCD_APP_NAME' });
});
