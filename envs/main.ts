import { App } from 'cdk8s-argosy';
import { mlops } from './mlops/platform';

const app = new App();
mlops(app);
app.synth();
