/** CDK constructs for your own stacks. */
export * from '@evenkeel/cdk';
