export * from './entry';
export { joinedByReference } from './byReference';
export { linkedGroups } from './links';
export { proposals } from './propose';
