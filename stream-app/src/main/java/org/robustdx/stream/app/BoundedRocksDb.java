package org.robustdx.stream.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Limits the native memory of all state stores of the process to 64 MiB in total, of which 32 MiB hold unwritten data.
 * By default, each segment of each store of each partition may use 50 MiB for blocks and 48 MiB for unwritten data.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    private static final long ALL_BYTES = 64L << 20;
    private static final long WRITE_BYTES = 32L << 20;
    private static final long STORE_WRITE_BYTES = 1L << 20;

    private static final class Shared {
        static final Cache CACHE;
        static final WriteBufferManager WRITES;

        static {
            RocksDB.loadLibrary();
            CACHE = new LRUCache(ALL_BYTES);
            WRITES = new WriteBufferManager(WRITE_BYTES, CACHE);
        }
    }

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(Shared.CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(Shared.WRITES);
        options.setWriteBufferSize(STORE_WRITE_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    /** Closes nothing: the shared cache and write buffer live as long as the process. */
    @Override
    public void close(String store, Options options) {}
}
