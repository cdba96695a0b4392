export * from './apply';
export * from './caseState';
export * from './commands';
export * from './refundLeg';
