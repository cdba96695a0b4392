export * from './accounting';
export * from './clearing';
export * from './credit';
export { named } from './fields';
export * from './register';
export * from './sale';
export * from './stock';
