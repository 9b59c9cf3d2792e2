#include "soci/soci.h"
