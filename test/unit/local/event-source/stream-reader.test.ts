import { describe, expect, it } from '@jest/globals';
import { nextShard, type Shard } from '../../../../local/event-source/stream-reader.ts';

const shard = (ShardId: string, parent?: string): Shard => ({
  ShardId,
  ...(parent !== undefined && { ParentShardId: parent }),
  SequenceNumberRange: {},
});

describe('the order of shards', () => {
  const shards = [shard('child', 'parent'), shard('parent')];

  it('reads a parent before its child', () => {
    expect(nextShard(shards, new Set())?.ShardId).toBe('parent');
    expect(nextShard(shards, new Set(['parent']))?.ShardId).toBe('child');
  });

  it('reads a child whose parent was trimmed away', () => {
    expect(nextShard([shard('child', 'gone')], new Set())?.ShardId).toBe('child');
  });

  it('waits where all was read', () => {
    expect(nextShard(shards, new Set(['parent', 'child']))).toBeUndefined();
  });
});
