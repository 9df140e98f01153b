import { dirname } from 'node:path';
import { tool } from '../tools/cache';
import { argoCdVersion } from '../tools/versions';
import { startControlPlane } from './control-plane';

/** Leaves a control plane running for hand work, and prints what a shell needs: `npm run e2e:up [-- version]`. */
async function up([named]: readonly string[]): Promise<void> {
  const version = argoCdVersion('e2e:up', named);
  const { kubeconfig, sealedSecretsUrl, folder } = await startControlPlane({ argocd: version, stays: true });
  console.error(`Argo CD ${version} is up in ${folder}; npm run e2e:down ends it`);
  console.log(`export KUBECONFIG=${kubeconfig}`);
  console.log(`export SEALED_SECRETS_URL=${sealedSecretsUrl}/v1/cert.pem`);
  console.log(`export REPOSITORIES=${folder}/repositories`);
  const tools = ['kubectl', 'kubeseal', 'helm'].map((name) => dirname(tool(name)));
  console.log(`export PATH="${tools.join(':')}:$PATH"`);
}

up(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
