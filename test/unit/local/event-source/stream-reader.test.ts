import { describe, expect, it } from '@jest/globals';
import { nextShard, type Shard } from '../../../../local/event-source/stream-reader.ts';

const shard = (ShardId: string, parent?: string): Shard => ({
  ShardId,
  ...(parent !== undefined && { ParentShardId: parent }),
  SequenceNumberRange: {},
});

describe('the order of shards', () => {
  const shards = [shard('child', 'parent'), shard('parent')];

  it('puts a parent before its child', () => {
    expect(nextShard(shards, new Set())?.ShardId).toBe('parent');
    expect(nextShard(shards, new Set(['parent']))?.ShardId).toBe('child');
  });

  it('includes a child whose parent has been trimmed', () => {
    expect(nextShard([shard('child', 'gone')], new Set())?.ShardId).toBe('child');
  });

  it('has no next shard once all have been read', () => {
    expect(nextShard(shards, new Set(['parent', 'child']))).toBeUndefined();
  });
});
