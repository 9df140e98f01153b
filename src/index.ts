export { AddressPool, type AddressPoolProps } from '../constructs/address-pool';
export { type Alert, AlertRules, type AlertRulesProps } from '../constructs/alert-rules';
export {
  AppProject,
  type AppProjectProps,
  type DestinationGrant,
  type OrphanPolicy,
  type RepositoryGrant,
  type ResourceGrant,
} from '../constructs/app-project';
export { Application, type ApplicationProps, type Deployable } from '../constructs/application';
export {
  ApplicationGroup,
  type ApplicationGroupProps,
  type GroupMember,
} from '../constructs/application-group';
export {
  ApplicationSet,
  type ApplicationSetProps,
  type ApplicationTemplate,
  type RollingStep,
} from '../constructs/application-set';
export { Certificate, type CertificateProps } from '../constructs/certificate';
export { Cluster, type ClusterProps } from '../constructs/cluster';
export { Environment, type EnvironmentProps } from '../constructs/environment';
export { type ClusterParameters, type FileParameters, Generator, type PathParameters } from '../constructs/generator';
export { HealthCustomization, type HealthCustomizationProps } from '../constructs/health-customization';
export type { Image } from '../constructs/image';
export { Ingress, type IngressProps } from '../constructs/ingress';
export { Instance, type InstanceProps } from '../constructs/instance';
export { InternalAuthority, type InternalAuthorityProps } from '../constructs/internal-authority';
export { Layer, type LayerProps } from '../constructs/layer';
export { Namespace, type NamespaceProps } from '../constructs/namespace';
export { type Caller, NetworkPolicy, type NetworkPolicyProps, type Opening } from '../constructs/network-policy';
export { Notifications, type NotificationsProps, type NotificationTrigger } from '../constructs/notifications';
export type { Ordered } from '../constructs/order';
export type { Orphan } from '../constructs/orphan';
export { Platform, type PlatformProps } from '../constructs/platform';
export { PodMonitor, type PodMonitorProps } from '../constructs/pod-monitor';
export type { MetricsEndpoint, Prometheus, PrometheusDuration } from '../constructs/prometheus';
export { Quota, type QuotaProps } from '../constructs/quota';
export { type GitRepository, type HelmRepository, Repository } from '../constructs/repository';
export type { Amounts, Resources } from '../constructs/resources';
export { RootApp, type RootAppProps } from '../constructs/root-app';
export { SealedSecret, type SealedSecretProps, type SecretKey } from '../constructs/sealed-secret';
export type { SealedStore, SealedStoreAnswer, SealingScope } from '../constructs/sealed-store';
export { type MonitoredService, ServiceMonitor, type ServiceMonitorProps } from '../constructs/service-monitor';
export { Source } from '../constructs/source';
export { type Claim, StorageApp, type StorageAppProps } from '../constructs/storage-app';
export { ROLLOUT_RETRY, type SyncOption, type SyncProps } from '../constructs/sync';
export {
  type ChartRelease,
  type PinnedChart,
  pinnedChart,
  UpstreamChart,
  type UpstreamChartProps,
} from '../constructs/upstream-chart';
export {
  type AccessMode,
  type ClaimProps,
  type NfsVolume,
  nfs,
  type StorageClass,
  storageClass,
} from '../constructs/volume';
export { type Backend, type Probe, type RunAs, Workload, type WorkloadProps } from '../constructs/workload';
export { type Finding, FindingsError, UsageError } from './finding';
export { App, type AppProps } from './synth/app';
export { ArgosyValidation, type ArgosyValidationProps } from './validation';
