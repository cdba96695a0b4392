export * from './entry';
export { goodsByReturn, goodsEntryOf, type GoodsEntry, type ReturnGoods } from './goods';
export { joinedByReference } from './byReference';
export { linkedGroups } from './links';
export { proposals } from './propose';
