/**
 * Lets `require` load TypeScript, unless it does already.
 *
 * JavaScript stays with Node, which reads large packages several times as fast; what Node refuses because it is an ES
 * module goes through tsx as well.
 */
export function loadTypeScript(): void {
  const { extensions } = require;
  if (extensions['.ts']) return;
  const node = extensions['.js'];
  require('tsx/cjs');
  const tsx = extensions['.js'];
  extensions['.js'] = (module, file) => {
    try {
      node?.(module, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_ESM')) throw error;
      tsx?.(module, file);
    }
  };
}
