/** Where the buckets of artifacts, logs and features are. */
export const AWS_REGION = 'ap-northeast-2';
