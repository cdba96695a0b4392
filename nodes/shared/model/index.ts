export * from './caseEvent';
export * from './money';
export * from './order';
export * from './reference';
export * from './returns';
export * from './settings';
export * from './statuses';
export * from './time';
