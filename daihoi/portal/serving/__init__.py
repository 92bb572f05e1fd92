"""How pages reach readers: kept whole between publications, with the counters put in as they go out."""
