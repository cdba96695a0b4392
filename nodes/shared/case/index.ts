export * from './alarmTitle';
export * from './caseStore';
export * from './commands';
export * from './open';
export * from './state';
export * from './store';
