export * from './alarmTitle';
export * from './caseStore';
export * from './open';
export * from './store';
